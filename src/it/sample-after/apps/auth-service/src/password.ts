import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

export function hash(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}:${scryptSync(password, salt, 32).toString("hex")}`;
}

export function matches(password: string, stored: string): boolean {
  const [salt, key] = stored.split(":").map((part) => Buffer.from(part, "hex"));
  return Boolean(salt && key) && timingSafeEqual(scryptSync(password, salt, 32), key);
}
