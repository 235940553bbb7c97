import { parseXML } from "@aws-sdk/xml-builder";
import type { SdkResponse } from "./http_response.ts";

/** An element of a parsed response: its text, or its children by name. */
export type Element = string | { readonly [name: string]: Element | readonly Element[] };

/** Returns the root of the response; no elements if it is empty. Throws an error if it is not XML. */
export function parsedXml({ body, statusCode }: SdkResponse): Element {
  try {
    return body.length === 0 ? {} : parseXML(new TextDecoder().decode(body));
  } catch (error) {
    if (statusCode >= 300) return {}; // a proxy or a load balancer responds
    throw error;
  }
}

/** Returns the child of `parent` called `name`; undefined if there is none, or more than one. */
export function child(parent: Element | undefined, name: string): Element | undefined {
  const [found, ...more] = children(parent, name);
  return more.length > 0 ? undefined : found;
}

/** Returns all children of `parent` called `name`. */
export function children(parent: Element | undefined, name: string): readonly Element[] {
  if (typeof parent !== "object" || !Object.hasOwn(parent, name)) return [];
  return [parent[name]!].flat();
}

/** Returns the text of an element; empty if it has none. */
export function textOf(element: Element | undefined): string {
  return typeof element === "string" ? element : "";
}
