/** polkit's name for what is to be allowed. */
export const POLICY_ACTION = "org.opaws.unlock";

/** Where polkit looks for actions; root's alone. */
export const POLICY_FILE = `/usr/share/polkit-1/actions/${POLICY_ACTION}.policy`;

/**
 * The action: whoever uses opaws must show to be the user who runs it, every time (`auth_self`, never `_keep`), also in
 * a session that is not the active one. Source: `polkit(8)`, "Declaring actions".
 */
export const POLICY = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD PolicyKit Policy Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/PolicyKit/1/policyconfig.dtd">
<policyconfig>
  <vendor>opaws</vendor>
  <action id="${POLICY_ACTION}">
    <description>Unlock a vault of AWS access keys</description>
    <message>Authentication is required to unlock a vault of AWS access keys</message>
    <icon_name>dialog-password</icon_name>
    <defaults>
      <allow_any>auth_self</allow_any>
      <allow_inactive>auth_self</allow_inactive>
      <allow_active>auth_self</allow_active>
    </defaults>
  </action>
</policyconfig>
`;
