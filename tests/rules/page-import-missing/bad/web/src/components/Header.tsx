export default function Header({ title }: { title: string }) { return <h1>{title}</h1>; }
