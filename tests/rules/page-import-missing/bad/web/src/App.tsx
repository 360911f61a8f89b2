import { cn } from '@/lib/utils';
import { MOST } from '../../shared/limits';
import Header from './components/header';
import type { Item } from './types';
import { Order } from './orders';

const Cart = React.lazy(() => import('./pages/Cart'));
const example = `
import x from './not-code';
`;

// import Old from './old';
export default function App({ items }: { items: Order[] }) {
  return <main className={cn('app')}><Header title={example} /><Cart most={String(MOST)} items={items} /></main>;
}
