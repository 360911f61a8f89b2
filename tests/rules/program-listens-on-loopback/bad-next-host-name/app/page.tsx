export default function Page() {
  return <p>front</p>;
}
