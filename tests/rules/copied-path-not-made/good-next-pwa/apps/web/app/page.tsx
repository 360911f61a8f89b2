export default function Page() {
  return <p>fair</p>;
}
