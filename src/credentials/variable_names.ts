/** The beginning of the name of a field whose value the tool gets as a variable: `env:NAME`. Case does not matter. */
const VARIABLE_FIELD = /^env:(.*)$/is;

/** Names that begin with one of these, and change what a program is, loads, runs or trusts. */
const PREFIXES = (
  "_ AWS_ AMAZON_ OPAWS_ LD_ DYLD_ BASH ZSH FISH_ PS1 PS2 PS3 PS4 PROMPT LESS XDG_ DBUS_ SUDO_ SYSTEMD_ " +
  "SSH_ GPG_ GNUPG GIT_ SVN_ NODE_ NPM_ YARN_ PNPM_ BUN_ DENO_ PYTHON PIP_ UV_ CONDA_ POETRY_ PERL RUBY GEM_ BUNDLE_ RBENV_ " +
  "JAVA_ JDK_ JVM_ MAVEN_ MVN_ GRADLE_ KOTLIN_ SCALA_ SBT_ CARGO_ RUST CGO_ DOTNET_ CORECLR_ COR_ COMPLUS_ MSBUILD NUGET_ PHPRC PHP_ LUA " +
  "JULIA_ ERL_ ELIXIR_ MIX_ OCAML GHC_ GHCRTS GUILE_ TCL R_ MALLOC_ GLIBC_ GETCONF_ TERM KRB5 PKCS11_ P11_ SSL_ OPENSSL_ CURL_ " +
  "REQUESTS_ WGET BOTO CLOUDSDK_ KUBE_ KUBERNETES_ DOCKER_ CONTAINER_ CONTAINERS_ BUILDKIT_ BUILDX_ COMPOSE_ PODMAN_ HELM_ GNUMAKE CMAKE_ " +
  "PKG_CONFIG ACLOCAL CCACHE TF_CLI_ TF_PLUGIN_ TF_REATTACH_ QT_ GTK_ GIO_ GST_ GDK_ GSETTINGS_ EMACS VIM NVIM PROGRAM COMMONPROGRAM " +
  "POWERSHELL_ PSEXECUTION ACTIONS_ RUNNER_ DIRENV_ STARSHIP_ MISE_ ASDF_ NIX_ HOMEBREW_ LISTEN_"
).split(" ");

/** Names that end with one of these. */
const SUFFIXES = (
  "PATH PATHEXT HOME SHELL _PROXY PAGER EDITOR ASKPASS WRAPPER PRELOAD _COMMAND FLAGS OPTIONS _OPTS _OPT DIR DIRS DIRECTORY CONFIG " +
  "CONFIG_FILE CONFIGFILE RCFILE CA_BUNDLE CA_FILE CAFILE CACERT CA_CERT CERT_FILE CERT_DIR _SOCK _SOCKET _ADDR ENDPOINT " +
  "ENDPOINT_URL _API_URL _BASE_URL _SERVER_URL _BACKEND_URL REGISTRY REGISTRY_URL INDEX_URL MIRROR"
).split(" ");

/** Other names. */
const NAMES: ReadonlySet<string> = new Set((
  "ENV IFS CDPATH GLOBIGNORE FIGNORE SHELLOPTS BASHOPTS INPUTRC VISUAL BROWSER DISPLAY WAYLAND_DISPLAY XAUTHORITY USER LOGNAME " +
  "USERNAME USERPROFILE USERDOMAIN HOMEDRIVE APPDATA LOCALAPPDATA SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC OS PWD OLDPWD UID EUID PPID " +
  "TMP TEMP TZ LANG LANGUAGE LC_ALL HOSTALIASES LOCALDOMAIN HOSTNAME HOST CC CXX CPP AS AR LD CL LINK LIB LIBS INCLUDE RPS1 RPROMPT PS0 " +
  "MAKE MAKEFILES HGRC HGMERGE HISTFILE HISTSIZE HISTCONTROL MAIL MAILCHECK MAILRC MANOPT MANSECT FCEDIT CI GITHUB_ACTIONS GITHUB_ENV GITHUB_OUTPUT GITHUB_STATE GITHUB_STEP_SUMMARY GH_HOST GITHUB_HOST " +
  "GOENV GOROOT GOBIN GOPROXY GOSUMDB GONOSUMDB GONOSUMCHECK GONOPROXY GOINSECURE GOPRIVATE GOTOOLCHAIN GODEBUG GOCACHE " +
  "GOMODCACHE GOVCS GOAUTH GOEXPERIMENT GOOS GOARCH TF_WORKSPACE TF_APPEND_USER_AGENT PULUMI_API " +
  "KRB5CCNAME NOTIFY_SOCKET NO_PROXY CLICOLOR_FORCE FORCE_COLOR NO_COLOR COLUMNS LINES SHLVL"
).split(" "));

/** Returns the variable that the field called `field` becomes; null for any other field. */
export function variableOf(field: string): string | null {
  return VARIABLE_FIELD.exec(field)?.[1] ?? null;
}

/**
 * Returns why the field called `field` cannot become a variable of the tool; undefined if it can, or if it is another kind
 * of field. An item may come from somebody else, and must not decide which programs run, what they load, or whom they
 * connect to. Case does not matter: it does not on Windows, and programs read some variables in both.
 */
export function variableProblem(field: string): string | undefined {
  const variable = variableOf(field);
  if (variable === null) return undefined;
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(variable)) {
    return "the name of a variable has up to 100 letters, digits and _, and does not begin with a digit";
  }
  const name = variable.toUpperCase();
  const isRefused = NAMES.has(name) || PREFIXES.some((each) => name.startsWith(each)) ||
    SUFFIXES.some((each) => name.endsWith(each));
  return isRefused
    ? `an item cannot set ${variable}, which can change what runs or where it connects`
    : undefined;
}
