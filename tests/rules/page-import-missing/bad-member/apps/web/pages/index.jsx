import Navbar from '../components/navbar';
export default function Home() { return <Navbar />; }
