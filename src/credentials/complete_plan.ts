import type { StsCall } from "../aws/sts/call.ts";
import { fieldText, fieldValue, type Item } from "../vault/item.ts";
import { completeRegion, type Region } from "./choose_region.ts";
import type { ItemPlan } from "./plan.ts";
import { planCalls } from "./plan_calls.ts";
import type { RequestOptions } from "./request.ts";

/** What the opened item adds to a plan. */
interface CompletedPlan {
  /** The region that applies; null if nothing names one. */
  readonly region: Region | null;
  /** The STS calls that turn the access key into what the tool gets; none if it gets the key itself. */
  readonly calls: readonly StsCall[];
}

/** Returns what only the opened item can add to `plan`: its region, and the STS calls, which depend on its MFA fields. */
export function completePlan(
  plan: ItemPlan,
  options: RequestOptions,
  item: Item,
): CompletedPlan {
  const { mfaSerial, mfaProcess } = plan;
  const itemSerial = fieldText(item, "mfa serial");
  // AWS grants no GetSessionToken to temporary credentials.
  const isTemporary = fieldValue(item, "session token") !== undefined;
  return {
    region: completeRegion(plan.region, fieldText(item, "default region")),
    calls: planCalls({
      roles: plan.roles,
      profile: { ...(mfaSerial && { mfaSerial }), ...(mfaProcess && { mfaProcess }) },
      item: {
        oneTimePassword: fieldValue(item, "one-time password") !== undefined,
        ...(itemSerial && { mfaSerial: itemSerial }),
      },
      options: isTemporary ? { ...options, noSession: true } : options,
    }),
  };
}
