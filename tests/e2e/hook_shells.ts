/** The parts of a hook test that differ between shells. */
export interface ShellScript {
  /** The shell. */
  readonly shell: "bash" | "zsh" | "fish" | "nu";
  /** The line that loads the hook, in a script and in a startup file. */
  readonly load: string;
  /** The arguments of `ARGUMENTS`, quoted. */
  readonly quoted: string;
  /** Prints the exit status of `aws`, which fails. */
  readonly printStatus: string;
  /** An expression for the process id of the shell. */
  readonly pid: string;
  /** Prints the value of OPAWS_HOOK. */
  readonly printHook: string;
  /** The parts of tests on a terminal. Null for Nushell, which is tested only in scripts. */
  readonly interactive: InteractiveScript | null;
}

/** The parts of a test on a terminal that differ between shells. */
export interface InteractiveScript {
  /** The startup file, in the home. */
  readonly startupFile: string;
  /** Returns the startup lines for the prompt `text`. */
  readonly prompt: (text: string) => string;
  /** The exit status of the last command. */
  readonly status: string;
  /** The byte 0xff as an argument. */
  readonly byte: string;
  /** Prints the names of functions and variables, one per line. */
  readonly names: string;
  /** Prints what runs when the shell exits. */
  readonly exitHandlers: string;
  /** Defines `cdk` as a function of the user. */
  readonly ownFunction: string;
  /** Prints `function` if `aws` is one. */
  readonly kind: string;
  /** Commands that run subshells, which exit. */
  readonly subshells: string;
  /** The line that the shell prints for `fg`. */
  readonly resumed: RegExp;
}

/** Arguments that a careless hook would change. */
export const ARGUMENTS: readonly string[] = [
  ...["", "a b", "it's", "x\ny", "*", "--", "-n", "$(x)", "\\", "--help", ""],
];

const posix = {
  load: 'eval "$(print-hook hook)"\n',
  quoted: `'' 'a b' "it's" $'x\\ny' '*' -- -n '$(x)' '\\' --help ''`,
  printStatus: "aws; echo $?",
  pid: "$$",
  printHook: "echo $OPAWS_HOOK",
};

/** Every shell whose hook is tested here. PowerShell is not: it cannot be installed on every machine. */
export const SHELL_SCRIPTS: readonly ShellScript[] = [
  {
    shell: "bash",
    ...posix,
    interactive: {
      startupFile: ".bashrc",
      prompt: (text) => `PS1="${text}"\n`,
      status: "$?",
      byte: "$'\\xff'",
      names: "compgen -A function -v | grep -v '^BASH\\|^_$\\|PIPESTATUS'",
      exitHandlers: "trap -p",
      ownFunction: "cdk() { echo own; }",
      kind: "type -t aws",
      subshells:
        "(exit 3); (. ~/saved; exit 3); x=$(exit 3); { exit 3; } & exit 3 | cat; : <(exit 3)",
      resumed: /fg\n.*\n/,
    },
  },
  {
    shell: "zsh",
    ...posix,
    interactive: {
      startupFile: ".zshrc",
      prompt: (text) => `PS1="${text}"\nunsetopt zle\n`,
      status: "$?",
      byte: "$'\\xff'",
      names:
        "zmodload zsh/parameter; print -rl -- ${(k)functions} ${(k)parameters} ${(k)options[(R)on]}",
      exitHandlers: "echo -n $zshexit_functions",
      ownFunction: "cdk() { echo own; }",
      kind: "whence -w aws | cut -d' ' -f2",
      subshells:
        "(exit 3); (. ~/saved; exit 3); x=$(exit 3); { exit 3 } &!; exit 3 | cat; : <(exit 3)",
      resumed: /continued/,
    },
  },
  {
    shell: "fish",
    load: "print-hook hook | source\n",
    quoted: `'' 'a b' "it's" x\\ny '*' -- -n '$(x)' '\\\\' --help ''`,
    printStatus: "aws; echo $status",
    pid: "$fish_pid",
    printHook: "echo $OPAWS_HOOK",
    interactive: {
      startupFile: ".config/fish/config.fish",
      prompt: (text) => `function fish_prompt; echo "${text}"; end\nset -g fish_greeting\n`,
      status: "$status",
      byte: "\\Xff",
      names: "begin; functions -n --all; set --names; end",
      exitHandlers: "functions --handlers | string match '*opaws*'",
      ownFunction: "function cdk; echo own; end",
      kind: "type -t aws",
      subshells: "fish -c 'exit 3'; set x (fish -c exit)",
      resumed: /[Ss]end job .*foreground/,
    },
  },
  {
    shell: "nu",
    load: "source ./hook\n",
    quoted: `"" 'a b' "it's" "x\\ny" '*' -- -n '$(x)' '\\' --help ""`,
    printStatus: "try { aws } catch { |error| print $error.exit_code }",
    pid: "$nu.pid",
    printHook: "print $env.OPAWS_HOOK",
    interactive: null,
  },
];
