/** The polkit action that opaws asks for. */
export const POLICY_ACTION = "org.opaws.unlock";

/** The file of the action, in the folder where polkit looks for them. Only root can write there. */
export const POLICY_FILE = `/usr/share/polkit-1/actions/${POLICY_ACTION}.policy`;

/**
 * The definition of the action: the person must authenticate as the user who runs opaws, every time (`auth_self`, never
 * `auth_self_keep`), in inactive sessions too. Source: `polkit(8)`, "Declaring actions".
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
