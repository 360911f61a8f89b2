import "server-only";

export default function Page() {
  return <p>Pages</p>;
}
