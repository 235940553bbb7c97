/** An error response of IAM Identity Center. OIDC errors have `error`, those of the portal `message` (API references of both). */
export class SsoError extends Error {
  /** Makes the error `name` with the HTTP status `status`. `oauth` is the OAuth error code; null for the portal. */
  constructor(
    override readonly name: string,
    readonly status: number,
    readonly oauth: string | null,
    message: string,
  ) {
    super(message);
  }

  /** Returns the response. */
  response(headers: Readonly<Record<string, string>>): Response {
    const body = this.oauth === null
      ? { message: this.message }
      : { error: this.oauth, error_description: this.message };
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: { ...headers, "x-amzn-errortype": this.name },
    });
  }
}

/** Returns the error of a request that is not of the form that the service takes. */
export function invalidRequest(message: string): SsoError {
  return new SsoError("InvalidRequestException", 400, "invalid_request", message);
}

/** Returns the error of a code, or of a token to refresh, that the service does not accept (any more). */
export function invalidGrant(message = "Invalid grant provided"): SsoError {
  return new SsoError("InvalidGrantException", 400, "invalid_grant", message);
}
