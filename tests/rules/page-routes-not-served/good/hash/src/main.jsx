import { HashRouter } from 'react-router-dom';
root.render(<HashRouter />);
