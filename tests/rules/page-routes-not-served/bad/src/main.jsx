import { BrowserRouter } from 'react-router-dom';
import App from './App';
root.render(<BrowserRouter><App /></BrowserRouter>);
