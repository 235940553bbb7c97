import type { FakeSso } from "../aws/sso/fake_sso.ts";
import { UserHome } from "./user_home.ts";

/** The AWS config file of an {@linkcode SsoHome}. */
export const SSO_CONFIG = `[sso-session corp]
sso_start_url = https://acme.awsapps.com/start
sso_region = us-east-1
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
region = eu-west-1
`;

/**
 * A home whose `BROWSER` is a person that opens every page at once, and who signs in or refuses as the fake says. The
 * pages that were opened are in {@linkcode SsoHome.pages}.
 */
export class SsoHome extends UserHome {
  /** The addresses that the browser opened, in order. */
  readonly pages: string[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #folder: string;

  /** Makes the home, with `config` as its AWS config file. */
  constructor(
    readonly sso: FakeSso,
    { config = SSO_CONFIG, environment = {} }: {
      readonly config?: string;
      readonly environment?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super({ ...sso.variables, BROWSER: "fake-browser", ...environment });
    this.#folder = this.directory("opened");
    this.program(
      "fake-browser",
      `f=$(mktemp "$HOME/opened/.XXXXXX") && printf %s "$1" >"$f" && mv "$f" "$HOME/opened/p$$"`,
    );
    if (config !== "") Deno.writeTextFileSync(`${this.folder}/.aws/config`, config);
    this.#timer = setInterval(() => this.#openPages(), 20);
  }

  /** Makes the home and its vault. */
  static async make(
    sso: FakeSso,
    options: ConstructorParameters<typeof SsoHome>[1] = {},
  ): Promise<SsoHome> {
    const home = new SsoHome(sso, options);
    await home.vault();
    return home;
  }

  /** The person leaves: nothing opens pages any more. */
  override [Symbol.dispose](): void {
    clearInterval(this.#timer);
    super[Symbol.dispose]();
  }

  #openPages(): void {
    for (const { name } of Deno.readDirSync(this.#folder)) {
      if (name.startsWith(".")) continue;
      const path = `${this.#folder}/${name}`;
      const url = Deno.readTextFileSync(path);
      Deno.removeSync(path);
      this.pages.push(url);
      fetch(url).then((response) => response.text()).catch(() => {});
    }
  }
}
