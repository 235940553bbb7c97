import { UserError } from "../../errors.ts";
import { AwsCall, type AwsCallOptions } from "../aws_call.ts";
import type { Credentials } from "../credentials.ts";
import type { SdkResponse } from "../http_response.ts";
import { ServiceError } from "../service_error.ts";
import { child, children, type Element, parsedXml, textOf } from "../xml_response.ts";
import { type BucketRequest, type BucketSender, sendToBucket } from "./signed_request.ts";

/** An object that was read. */
interface ReadObject {
  /** Its ETag, with its quotes. */
  readonly tag: string;
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How a conditional write ended. */
type Written =
  /** The object is written. `hasVersions` says that the bucket keeps what it had before. */
  | { readonly kind: "written"; readonly tag: string; readonly hasVersions: boolean }
  /** The object is not the one that the condition names. Nothing was written. */
  | { readonly kind: "moved" }
  /** Another write was under way. Nothing was written. */
  | { readonly kind: "conflict" }
  /** There was no usable response, so that the object may have been written. */
  | { readonly kind: "unknown"; readonly error: UserError };

const MAX_ERROR_BYTES = 65_536; // of the description of an error
const MAX_PAGES = 1000; // of 1000 keys
const TAG = /^[\x21-\x7e]{1,256}$/;
/** Large objects on slow lines get more time than the others. */
const BYTES_PER_MILLISECOND = 50;
/** How long a request may be without progress; milliseconds. The system may have taken what it still has to send. */
const IDLE = 30_000;

/** A bucket of S3, or of a server that speaks its protocol. */
export class Bucket {
  readonly #sender: BucketSender;
  readonly #name: string;
  readonly #options: AwsCallOptions;

  /** `options` are those of all calls. The bucket is not looked up here. */
  constructor(name: string, credentials: Credentials, options: AwsCallOptions) {
    this.#sender = { bucket: name, credentials, region: null };
    this.#name = name;
    this.#options = options;
  }

  /**
   * Reads the object `key`, of at most `maxBytes`: null if there is none, `unchanged` if its tag is still `unlessTag`.
   *
   * @throws UserError (77, denied) if S3 refuses; (69, unavailable) without a usable response.
   */
  async get(
    key: string,
    maxBytes: number,
    unlessTag: string | null = null,
  ): Promise<ReadObject | "unchanged" | null> {
    const call = this.#call("read", { maxBytes });
    const headers: Record<string, string> = unlessTag === null ? {} : {
      "if-none-match": unlessTag,
    };
    const response = await this.#sendOrNull(call, { method: "GET", key, headers }, [404]);
    if (response === null) return null;
    if (response.statusCode === 304) return "unchanged";
    if (response.body.length > maxBytes) {
      throw call.badResponse(`its response is larger than ${maxBytes} bytes`);
    }
    return { tag: tagOf(call, response), bytes: response.body };
  }

  /**
   * Writes the object `key` if its tag is still `ifTag`; if there is none yet, with `absent`.
   *
   * @throws UserError (77, denied) if S3 refuses.
   */
  async putIf(
    key: string,
    bytes: Uint8Array<ArrayBuffer>,
    condition: { readonly ifTag: string } | "absent",
  ): Promise<Written> {
    // One attempt: a repeated one could fail because the first one was successful.
    const call = this.#call("write", { attempts: 1, bytes: bytes.length });
    const headers: Record<string, string> = condition === "absent"
      ? { "if-none-match": "*" }
      : { "if-match": condition.ifTag };
    const request = { method: "PUT", key, headers, body: bytes } as const;
    try {
      return await call.send(async (config) => {
        try {
          return writtenFrom(call, await sendToBucket(config, this.#sender, request));
        } catch (error) {
          const status = error instanceof ServiceError ? error.$metadata.httpStatusCode : 0;
          if (status === 412 || (status === 404 && condition !== "absent")) {
            return isMissingBucket(error) ? Promise.reject(error) : { kind: "moved" };
          }
          if (status === 409) return { kind: "conflict" };
          throw error;
        }
      });
    } catch (error) {
      if (error instanceof UserError && error.exit === "unavailable") {
        return { kind: "unknown", error };
      }
      throw error;
    }
  }

  /** Writes the object `key`. Throws as {@linkcode get}. */
  async put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const call = this.#call("write", { bytes: bytes.length });
    await call.send((config) =>
      sendToBucket(config, this.#sender, { method: "PUT", key, body: bytes })
    );
  }

  /**
   * Returns the names of the objects whose keys are `prefix` and a name without a slash, at most `limit`, in order, from
   * the first one above `after` on. The names come from the server as they are. Throws as {@linkcode get}.
   */
  async list(prefix: string, after: string, limit: number): Promise<string[]> {
    const call = this.#call("list", {});
    const names: string[] = [];
    let token = "";
    for (let page = 0; page < MAX_PAGES && names.length < limit; page++) {
      const query = {
        "list-type": "2",
        prefix,
        "encoding-type": "url", // XML cannot hold every character of a key
        "max-keys": String(Math.min(limit - names.length, 1000)),
        ...(token !== "" ? { "continuation-token": token } : after === "" ? {} : {
          "start-after": `${prefix}${after}`,
        }),
      };
      const result = await call.send(async (config) => {
        const response = await sendToBucket(config, this.#sender, {
          method: "GET",
          key: "",
          query,
        });
        return child(parsedXml(response), "ListBucketResult");
      });
      if (typeof result !== "object") throw call.badResponse("its response is not a listing");
      names.push(...namesIn(result, prefix));
      const next = textOf(child(result, "NextContinuationToken"));
      if (textOf(child(result, "IsTruncated")) !== "true" || next === "" || next === token) break;
      token = next;
    }
    return names.slice(0, limit);
  }

  /** Deletes the object `key`. Returns whether the bucket keeps what it had. Throws as {@linkcode get}. */
  async delete(key: string): Promise<{ readonly hasVersions: boolean }> {
    const call = this.#call("delete from", {});
    const response = await this.#sendOrNull(call, { method: "DELETE", key }, [404]);
    return { hasVersions: response !== null && hasVersions(response) };
  }

  #call(
    action: string,
    { bytes = 0, maxBytes, ...more }: {
      readonly bytes?: number;
      readonly maxBytes?: number;
      readonly attempts?: number;
    },
  ): AwsCall {
    const size = Math.max(bytes, maxBytes ?? 0);
    const timeout = (this.#options.timeout ?? 30_000) + size / BYTES_PER_MILLISECOND;
    return new AwsCall("s3", `${action} bucket ${this.#name}`, {
      ...this.#options,
      ...more,
      timeout,
      idle: (this.#options.idle ?? IDLE) + bytes / BYTES_PER_MILLISECOND,
      ...(maxBytes === undefined ? {} : { maxBytes: Math.max(maxBytes, MAX_ERROR_BYTES) }),
      returnsRedirects: true,
    });
  }

  /** Sends a request. Returns null if the status is one of `absent`, unless the bucket itself is missing. */
  async #sendOrNull(
    call: AwsCall,
    request: BucketRequest,
    absent: readonly number[],
  ): Promise<SdkResponse | null> {
    return await call.send(async (config) => {
      try {
        return await sendToBucket(config, this.#sender, request);
      } catch (error) {
        const status = error instanceof ServiceError ? error.$metadata.httpStatusCode : 0;
        if (absent.includes(status) && !isMissingBucket(error)) return null;
        throw error;
      }
    });
  }
}

function isMissingBucket(error: unknown): boolean {
  return error instanceof ServiceError && error.name === "NoSuchBucket";
}

function writtenFrom(call: AwsCall, response: SdkResponse): Written {
  return { kind: "written", tag: tagOf(call, response), hasVersions: hasVersions(response) };
}

/** Returns the ETag. It becomes a header of later requests, so it must fit into one. */
function tagOf(call: AwsCall, { headers }: SdkResponse): string {
  const tag = headers.etag ?? "";
  if (!TAG.test(tag)) throw call.badResponse("its response has no usable ETag");
  return tag;
}

function hasVersions({ headers }: SdkResponse): boolean {
  const version = headers["x-amz-version-id"] ?? "null";
  return version !== "null" || headers["x-amz-delete-marker"] === "true";
}

/** Returns the names that a listing has below `prefix`, escaped or not: not every server knows `encoding-type`. */
function namesIn(listing: Element, prefix: string): string[] {
  return children(listing, "Contents").flatMap((each) => {
    const key = textOf(child(each, "Key"));
    const name = key.slice(key.lastIndexOf("/") + 1);
    const folder = key.slice(0, key.length - name.length);
    return folder === prefix || unescaped(folder) === prefix ? [name] : [];
  });
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return "";
  }
}
