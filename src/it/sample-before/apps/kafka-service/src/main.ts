import { kafka, TOPICS } from "@harbour/libs/kafka";
import { log } from "@harbour/utils/log";
import { flush, record } from "./views";

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

setInterval(() => {
  flush().catch((reason) => log("kafka-service", "error", "views lost", { reason: String(reason) }));
}, 5_000);

run().catch((reason) => log("kafka-service", "error", "no consumer", { reason: String(reason) }));
