import { shellWord } from "../quote.ts";
import { quoteArgument } from "../windows/command_line.ts";

/** The D-Bus interfaces on which desktops announce a locked screen on the session bus, as `ActiveChanged(true)`. */
const SCREEN_SAVERS = [
  "org.freedesktop.ScreenSaver",
  "org.gnome.ScreenSaver",
  "org.cinnamon.ScreenSaver",
  "org.mate.ScreenSaver",
];
/** The signals of logind on the system bus: lock the session, and prepare for sleep. */
const LOGIND = [
  "type='signal',interface='org.freedesktop.login1.Session',member='Lock'",
  "type='signal',interface='org.freedesktop.login1.Manager',member='PrepareForSleep'",
];

/**
 * Returns a systemd user unit that runs `command` when the screen locks or the machine goes to sleep. It listens with
 * `dbus-monitor` (in Debian's package dbus-bin) and holds no secret. Source: `systemd.service(5)` and the specifications
 * of the interfaces.
 */
export function screenLockUnit(command: readonly string[]): string {
  const session = SCREEN_SAVERS.map((name) =>
    `type='signal',interface='${name}',member='ActiveChanged'`
  );
  const monitor = (bus: string, rules: readonly string[]): string =>
    `dbus-monitor --${bus} ${rules.map((rule) => `"${rule}"`).join(" ")}`;
  const act = command.map(shellWord).join(" ");
  // `Lock` has no arguments, so its first line counts. The other signals count if their argument is true.
  const script = `{ ${monitor("session", session)} & ${monitor("system", LOGIND)} & wait; } | ` +
    `while read -r line; do case "$line" in ` +
    `*member=Lock*|"boolean true"*) ${act} </dev/null >/dev/null;; esac; done`;
  return `# Locks opaws when the screen locks. Save it as ~/.config/systemd/user/opaws-lock.service, then run:
#   systemctl --user daemon-reload && systemctl --user enable --now opaws-lock.service
[Unit]
Description=Lock opaws when the screen locks
PartOf=graphical-session.target

[Service]
ExecStart=/bin/sh -c ${systemdQuote(script)}
Restart=always
RestartSec=5

[Install]
WantedBy=default.target
`;
}

/**
 * Returns a launch agent for macOS that runs `command` when the screen locks or the machine sleeps. launchd has no such
 * trigger, so a JavaScript for Automation listens to the distributed notification `com.apple.screenIsLocked`.
 */
export function screenLockAgent(command: readonly string[]): string {
  const [program, ...args] = command;
  const script = `ObjC.import("AppKit");
function lock() {
  $.NSTask.launchedTaskWithLaunchPathArguments(${JSON.stringify(program)}, ${JSON.stringify(args)});
}
ObjC.registerSubclass({
  name: "OpawsLock",
  methods: { "locked:": { types: ["void", ["id"]], implementation: lock } },
});
const listener = $.OpawsLock.alloc.init;
$.NSDistributedNotificationCenter.defaultCenter.addObserverSelectorNameObject(
  listener, "locked:", "com.apple.screenIsLocked", $());
$.NSWorkspace.sharedWorkspace.notificationCenter.addObserverSelectorNameObject(
  listener, "locked:", $.NSWorkspaceWillSleepNotification, $());
$.NSRunLoop.currentRunLoop.run;`;
  const strings = ["/usr/bin/osascript", "-l", "JavaScript", "-e", script]
    .map((text) => `    <string>${xml(text)}</string>`).join("\n");
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Locks opaws when the screen locks. Save it as ~/Library/LaunchAgents/opaws.lock.plist, then run:
     launchctl bootstrap gui/$UID ~/Library/LaunchAgents/opaws.lock.plist -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>opaws.lock</string>
  <key>ProgramArguments</key>
  <array>
${strings}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
</dict>
</plist>
`;
}

/**
 * Returns a task for Windows that runs `command` as the user `account` (`DOMAIN\name`) when that user's screen locks. It
 * needs no administrator, because it is about that user only. Windows also locks the screen before sleep if it asks for a
 * sign-in after it, as it does by default. The text has no XML declaration and no other characters than ASCII, so that its
 * encoding does not matter: shells write it to a file in different ones. Source: the Task Scheduler's schema.
 */
export function screenLockTask(command: readonly string[], account: string): string {
  const [program, ...args] = command;
  const text = `<!-- Locks opaws when the screen locks. Save it as opaws-lock.xml, then run:
     schtasks /create /tn opaws-lock /xml opaws-lock.xml -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Locks opaws when the screen locks</Description>
  </RegistrationInfo>
  <Triggers>
    <SessionStateChangeTrigger>
      <Enabled>true</Enabled>
      <UserId>${xml(account)}</UserId>
      <StateChange>SessionLock</StateChange>
    </SessionStateChangeTrigger>
  </Triggers>
  <Principals>
    <Principal id="user">
      <UserId>${xml(account)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>Queue</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT1M</ExecutionTimeLimit>
  </Settings>
  <Actions Context="user">
    <Exec>
      <Command>${xml(program!)}</Command>
      <Arguments>${xml(args.map(quoteArgument).join(" "))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
  return text.replace(/[^\0-\x7f]/gu, (letter) => `&#${letter.codePointAt(0)};`);
}

/** Returns `text` as one argument of `ExecStart`: in double quotes, with the characters that systemd expands doubled. */
function systemdQuote(text: string): string {
  const escaped = text.replace(/[\\"]/g, "\\$&").replaceAll("$", "$$$$").replaceAll("%", "%%");
  return `"${escaped}"`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
