import { prisma } from "@harbour/libs/prisma";
import { money } from "@harbour/utils/money";

const PAGE = Number(process.env.LISTING_PAGE_SIZE ?? "24");

export async function page(number: number) {
  const listings = await prisma.listing.findMany({
    where: { stock: { gt: 0 } },
    orderBy: { title: "asc" },
    skip: Math.max(0, number - 1) * PAGE,
    take: PAGE,
  });
  return listings.map((listing) => ({ ...listing, price: money(listing.priceCents) }));
}

export const one = (id: string) => prisma.listing.findUnique({ where: { id }, include: { berth: true } });
