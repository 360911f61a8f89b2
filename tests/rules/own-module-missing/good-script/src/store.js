export function open() {}
import './generated/client.js';
