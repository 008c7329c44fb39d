import { NewListing } from "./new-listing";

export default function Page() {
  return (
    <main>
      <h1>Your berth</h1>
      <NewListing />
    </main>
  );
}
