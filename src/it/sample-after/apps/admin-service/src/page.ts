const SIZE = Number(process.env.ADMIN_PAGE_SIZE ?? "50");

export function page(number: unknown): { skip: number; take: number } {
  return { skip: Math.max(0, Number(number ?? 1) - 1) * SIZE, take: SIZE };
}
