export default async function Page() {
  const api = process.env.NEXT_PUBLIC_API_URL ?? 'http://localhost:4000/api';
  const answer = await fetch(`${api}/v1/media`, { cache: 'no-store' });
  const { items } = (await answer.json()) as { items: string[] };
  return <main>{items.length} items</main>;
}
