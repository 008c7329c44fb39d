import { prisma } from "@harbour/libs/prisma";

interface Seen {
  listing: string;
  visitor: string;
}

const BATCH = Number(process.env.VIEW_BATCH_SIZE ?? "200");
let waiting: Seen[] = [];

export async function record(seen: Seen): Promise<void> {
  waiting.push(seen);
  if (waiting.length >= BATCH) await flush();
}

export async function flush(): Promise<void> {
  const batch = waiting;
  waiting = [];
  if (batch.length === 0) return;
  await prisma.view.createMany({
    data: batch.map(({ listing, visitor }) => ({ listingId: listing, visitor })),
  });
}
