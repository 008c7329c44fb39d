export interface Seen {
  listingId: string;
  visitor: string;
}

/** Orders listings by how often those visitors saw them who also saw the given one. */
export function alsoSeen(listing: string, views: Seen[]): string[] {
  const visitors = new Set(views.filter((view) => view.listingId === listing).map((view) => view.visitor));
  const score = new Map<string, number>();
  for (const view of views) {
    if (view.listingId === listing || !visitors.has(view.visitor)) continue;
    score.set(view.listingId, (score.get(view.listingId) ?? 0) + 1);
  }
  return [...score].sort((a, b) => b[1] - a[1]).map(([id]) => id);
}
