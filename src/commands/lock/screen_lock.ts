import { shellWord } from "../../quote.ts";

/** What a desktop says on the session bus when its screen locks, by interface; each is `ActiveChanged(true)`. */
const SCREEN_SAVERS = [
  "org.freedesktop.ScreenSaver",
  "org.gnome.ScreenSaver",
  "org.cinnamon.ScreenSaver",
  "org.mate.ScreenSaver",
];
/** What logind says on the system bus: a session is to lock, the machine is about to sleep. */
const LOGIND = [
  "type='signal',interface='org.freedesktop.login1.Session',member='Lock'",
  "type='signal',interface='org.freedesktop.login1.Manager',member='PrepareForSleep'",
];

/**
 * A systemd user unit that runs `words` whenever the screen locks or the machine goes to sleep. It listens with
 * `dbus-monitor` (in Debian's package dbus-bin) and holds no secret. Source: `systemd.service(5)`, the interfaces'
 * own specifications.
 */
export function screenLockUnit(words: readonly string[]): string {
  const session = SCREEN_SAVERS.map((name) =>
    `type='signal',interface='${name}',member='ActiveChanged'`
  );
  const monitor = (bus: string, rules: readonly string[]): string =>
    `dbus-monitor --${bus} ${rules.map((rule) => `"${rule}"`).join(" ")}`;
  const act = words.map(shellWord).join(" ");
  // A signal without arguments counts when its line comes, one with a truth value when that is told and true.
  const script = `{ ${monitor("session", session)} & ${monitor("system", LOGIND)} & wait; } | ` +
    `while read -r line; do case "$line" in ` +
    `*member=Lock*|"boolean true"*) ${act} </dev/null >/dev/null;; esac; done`;
  return `# Locks opaws with the screen. Put it into ~/.config/systemd/user/opaws-lock.service, then:
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
 * A launch agent that runs `words` whenever the screen of macOS locks or the machine sleeps. launchd has no such
 * trigger, so a JavaScript for Automation listens to the distributed notification `com.apple.screenIsLocked`.
 */
export function screenLockAgent(words: readonly string[]): string {
  const [program, ...args] = words;
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
<!-- Locks opaws with the screen. Put it into ~/Library/LaunchAgents/opaws.lock.plist, then:
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

/** One argument of `ExecStart`: in double quotes, with what systemd itself would expand doubled. */
function systemdQuote(text: string): string {
  const escaped = text.replace(/[\\"]/g, "\\$&").replaceAll("$", "$$$$").replaceAll("%", "%%");
  return `"${escaped}"`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
