import { money } from "@harbour/utils/money";
import { Chat } from "./chat";

export const dynamic = "force-dynamic";

interface Listing {
  id: string;
  title: string;
  priceCents: number;
}

async function listings(): Promise<Listing[]> {
  const gateway = process.env.GATEWAY_URL ?? "http://api-gateway:4000";
  const answer = await fetch(`${gateway}/products`).catch(() => undefined);
  return answer?.ok ? answer.json() : [];
}

export default async function Page() {
  return (
    <main>
      <h1>In the harbour today</h1>
      <ul>
        {(await listings()).map((listing) => (
          <li key={listing.id}>
            {listing.title}, {money(listing.priceCents)}
          </li>
        ))}
      </ul>
      <Chat />
    </main>
  );
}
