export type MediaItem = { id: string; title: string };

export const isMediaItem = (value: unknown): value is MediaItem =>
  typeof value === 'object' && value !== null && 'id' in value && 'title' in value;
