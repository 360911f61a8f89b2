import { BrowserRouter } from 'react-router-dom';
root.render(<BrowserRouter />);
