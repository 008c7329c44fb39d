import { Waiting } from "./waiting";

export default function Page() {
  return (
    <main>
      <h1>Berths that wait for approval</h1>
      <Waiting />
    </main>
  );
}
