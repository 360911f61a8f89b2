export default function Navbar() { return <nav>Shop</nav>; }
