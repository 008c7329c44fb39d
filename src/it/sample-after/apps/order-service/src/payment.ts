import { createHmac } from "node:crypto";

export const paymentsEnabled = process.env.TIDEPAY_ENABLED !== "false";

export async function charge(order: string, cents: number): Promise<string> {
  const base = process.env.TIDEPAY_BASE_URL ?? "https://pay.tidepay.example";
  const answer = await fetch(`${base}/charges`, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.TIDEPAY_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ reference: order, cents }),
  });
  if (!answer.ok) throw new Error(`tidepay answered ${answer.status}`);
  return ((await answer.json()) as { id: string }).id;
}

/** Whether a call-back really comes from the payment provider. */
export function genuine(body: string, seal: string): boolean {
  const secret = process.env.TIDEPAY_WEBHOOK_SECRET;
  return Boolean(secret) && createHmac("sha256", secret as string).update(body).digest("hex") === seal;
}
