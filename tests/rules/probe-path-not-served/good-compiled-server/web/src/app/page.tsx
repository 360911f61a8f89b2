export default function Page() {
  return <p>Harbour</p>;
}
