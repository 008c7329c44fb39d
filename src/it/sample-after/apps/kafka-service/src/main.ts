import { writeFile } from "node:fs/promises";
import { requireEnv } from "@harbour/libs/env";
import { kafka, TOPICS } from "@harbour/libs/kafka";
import { onShutdown } from "@harbour/libs/shutdown";
import { log } from "@harbour/utils/log";
import { flush, record } from "./views";

requireEnv("DATABASE_URL");

/** The health check looks at the age of this file. */
const SIGN_OF_LIFE = "/tmp/afloat";

const consumer = kafka("kafka-service").consumer({ groupId: "views" });

async function run(): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topic: TOPICS.views, fromBeginning: false });
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (message.value) await record(JSON.parse(message.value.toString()));
    },
  });
  log("kafka-service", "info", `consuming ${TOPICS.views}`);
}

async function tick(): Promise<void> {
  await flush().catch((reason) => log("kafka-service", "error", "views lost", { reason: String(reason) }));
  await writeFile(SIGN_OF_LIFE, "");
}

setInterval(() => void tick(), 5_000);

run().catch((reason) => log("kafka-service", "error", "no consumer", { reason: String(reason) }));

onShutdown(async () => {
  await consumer.disconnect();
  await flush();
});
