export default function Page() {
  return <a href={process.env.NEXT_PUBLIC_API_URL} data-key={process.env.NEXT_PUBLIC_MAP_KEY}>map</a>;
}
