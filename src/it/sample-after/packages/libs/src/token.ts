import { createHmac, timingSafeEqual } from "node:crypto";

export interface Claims {
  sub: string;
  role: string;
  exp: number;
}

const sign = (body: string) =>
  createHmac("sha256", process.env.ACCESS_TOKEN_SECRET as string).update(body).digest("base64url");

export function issue(claims: Claims): string {
  const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `${body}.${sign(body)}`;
}

export function read(token: string): Claims | undefined {
  const [body, seal] = token.split(".");
  if (!body || !seal) return undefined;
  const expected = Buffer.from(sign(body));
  const given = Buffer.from(seal);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Claims;
  return claims.exp * 1000 > Date.now() ? claims : undefined;
}
