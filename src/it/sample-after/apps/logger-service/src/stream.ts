import { Kafka } from "kafkajs";

const brokers = (process.env.KAFKA_BROKERS ?? "kafka:9092").split(",");

/** Calls back with each log line that any service has sent. */
export async function follow(line: (text: string) => void): Promise<void> {
  const consumer = new Kafka({ clientId: "logger-service", brokers }).consumer({ groupId: "logs" });
  await consumer.connect();
  await consumer.subscribe({ topic: "harbour.logs", fromBeginning: false });
  await consumer.run({ eachMessage: async ({ message }) => line(message.value?.toString() ?? "") });
}
