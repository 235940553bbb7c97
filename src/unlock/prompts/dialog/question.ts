import type { Secret } from "../../../secret.ts";

/** A question for a dialog. Every text is clean: no control characters but line breaks between our own lines. */
export interface DialogQuestion {
  /** What is above the question: who asks, and for what. */
  readonly lines: readonly string[];
  /** The question, without a colon. */
  readonly question: string;
  /** Whether it asks for a yes, and not for a secret. The answer then has no text. */
  readonly confirms: boolean;
}

/** How a dialog ended. */
export type DialogAnswer =
  | { readonly kind: "answered"; readonly text: Secret }
  | { readonly kind: "cancelled" }
  /** Nobody answered in time. */
  | { readonly kind: "no-answer" }
  /** There is no dialog on this machine. */
  | { readonly kind: "unavailable" };

/** How long a dialog waits for an answer; seconds. */
export const DIALOG_SECONDS = 60;
/** How much longer a program may take to say so before it is ended; milliseconds. */
export const GRACE = 5000;
