import { createHmac } from "node:crypto";

/** A link under which a seller may upload one picture. */
export function uploadLink(listing: string): string {
  const base = process.env.MEDIA_BASE_URL ?? "https://media.harbour.example";
  const until = Date.now() + 15 * 60_000;
  const seal = createHmac("sha256", process.env.MEDIA_SIGNING_KEY as string)
    .update(`${listing}:${until}`)
    .digest("hex");
  return `${base}/upload/${listing}?until=${until}&seal=${seal}`;
}
