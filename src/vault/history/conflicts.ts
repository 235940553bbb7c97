/** Two versions of an item that were made at the same time. */
export interface Conflict {
  /** The item that keeps its id, and the copy with the other version. */
  readonly item: { readonly id: string; readonly title: string };
  readonly copy: { readonly id: string; readonly title: string };
}

/** An item that one member deleted while another changed it. The change stays. */
export interface KeptItem {
  /** The title of the version that stays. */
  readonly title: string;
  /** The name of who deleted it. */
  readonly deletedBy: string;
  /** The name of who changed it. */
  readonly changedBy: string;
}
