import { PrismaClient } from "@prisma/client";

/** One client per process; it connects with the first query. */
export const prisma = new PrismaClient();
