import assert from "node:assert/strict";
import { variableOf, variableProblem } from "../../src/credentials/variable_names.ts";

const REFUSED = `
AWS_PROFILE AWS_ACCESS_KEY_ID AWS_ENDPOINT_URL AWS_CA_BUNDLE OPAWS_TOKEN OPAWS_VARIABLES PATH HOME SHELL IFS ENV BASH_ENV
BASH_FUNC_ls LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES HTTP_PROXY https_proxy all_proxy no_proxy GIT_SSH_COMMAND
GIT_DIR GIT_CONFIG_COUNT NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS DENO_DIR DENO_CERT PYTHONPATH PYTHONSTARTUP PYTHONHOME
PERL5LIB PERL5OPT PERLLIB RUBYOPT RUBYLIB JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS JAVA_HOME CLASSPATH GCONV_PATH
LOCPATH NLSPATH TERMINFO TERMINFO_DIRS TERMCAP TERM EDITOR VISUAL SUDO_EDITOR PAGER MANPAGER GIT_PAGER BROWSER SSH_AUTH_SOCK SSH_ASKPASS
KUBECONFIG DOCKER_HOST DOCKER_CONFIG SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE CURL_HOME REQUESTS_CA_BUNDLE TMPDIR TMP TEMP TEMPDIR
XDG_CONFIG_HOME XDG_DATA_DIRS GOFLAGS GOPROXY GOPATH GOROOT CGO_LDFLAGS RUSTC_WRAPPER RUSTFLAGS RUSTUP_TOOLCHAIN CARGO_HOME PS4
PROMPT_COMMAND CDPATH GLOBIGNORE LESSOPEN LESSCLOSE MANPATH FPATH ZDOTDIR SHELLOPTS INPUTRC FCEDIT GLIBC_TUNABLES MALLOC_CHECK_
HOSTALIASES RES_OPTIONS LOCALDOMAIN OPENSSL_CONF OPENSSL_MODULES GNUPGHOME npm_config_script_shell NPM_CONFIG_REGISTRY PIP_INDEX_URL
UV_INDEX_URL TF_CLI_CONFIG_FILE TF_CLI_ARGS TF_PLUGIN_CACHE_DIR TF_DATA_DIR TF_REATTACH_PROVIDERS PULUMI_HOME PULUMI_BACKEND_URL
PACKER_PLUGIN_PATH PACKER_CONFIG MAKEFLAGS MAKEFILES CC CXX CFLAGS LDFLAGS CPATH LIBRARY_PATH PATHEXT COMSPEC SystemRoot PSModulePath
USERPROFILE APPDATA DOTNET_STARTUP_HOOKS CORECLR_PROFILER PHPRC PHP_INI_SCAN_DIR LUA_INIT LUA_PATH BOTO_CONFIG KRB5_CONFIG
GTK_MODULES QT_PLUGIN_PATH DBUS_SESSION_BUS_ADDRESS DISPLAY XAUTHORITY VAULT_ADDR GH_HOST GITHUB_ENV CI USER PWD TZ
CLOUDSDK_PYTHON HELM_PLUGINS COMPOSE_FILE OPENAI_BASE_URL NIX_SSL_CERT_FILE CONFIG_SHELL FZF_DEFAULT_COMMAND MAVEN_OPTS JAVA_OPTS
`.trim().split(/\s+/);

const ALLOWED = `
TF_VAR_db_password PKR_VAR_secret DATABASE_URL API_KEY DATADOG_API_KEY GITHUB_TOKEN GH_TOKEN CLOUDFLARE_API_TOKEN PGPASSWORD
PULUMI_ACCESS_TOKEN PULUMI_CONFIG_PASSPHRASE TF_TOKEN_app_terraform_io MAILGUN_KEY GOOGLE_API_KEY SENTRY_AUTH_TOKEN stage a1
VAULT_TOKEN LOCATION HOSTED_ZONE MAKER_KEY
`.trim().split(/\s+/);

Deno.test("variableProblem() refuses names that change what runs or where it connects, in any case", () => {
  for (const name of REFUSED) {
    for (const field of [`env:${name}`, `ENV:${name.toLowerCase()}`, `env:${name.toUpperCase()}`]) {
      assert.match(variableProblem(field) ?? "", /^an item cannot set .*what runs/, field);
    }
  }
});

Deno.test("variableProblem() allows secrets of other services, and says nothing about other fields", () => {
  for (const name of ALLOWED) assert.equal(variableProblem(`env:${name}`), undefined, name);
  for (const field of ["access key id", "environment", "PATH"]) {
    assert.equal(variableProblem(field), undefined, field);
  }
});

Deno.test("variableProblem() refuses what is not a name", () => {
  for (const name of ["", "1A", "A-B", "A B", "A=B", "A\nB", "Ä", " A", "x".repeat(101), "A\0"]) {
    assert.match(variableProblem(`env:${name}`) ?? "", /letters, digits and _/, name);
  }
});

Deno.test("variableOf() returns the name as it is written, null for another field", () => {
  assert.equal(variableOf("env:TF_VAR_x"), "TF_VAR_x");
  assert.equal(variableOf("Env:a"), "a");
  assert.equal(variableOf("environment"), null);
});
