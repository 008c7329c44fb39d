import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The mail that a buyer gets once an order is paid. */
export async function receipt(values: Record<string, string>): Promise<string> {
  const template = await readFile(join(process.cwd(), "templates/receipt.html"), "utf8");
  return template.replace(/{{(\w+)}}/g, (_match, name: string) => values[name] ?? "");
}
