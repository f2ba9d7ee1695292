/** A text that comes in pieces, a letter each where a server likes. Not put together, a letter takes many times its memory. */
export interface TextPieces {
  add(piece: string): void;
  text(): string;
}

const piecesMax = 1024;

export const createTextPieces = (): TextPieces => {
  const joined: string[] = [];
  let pieces: string[] = [];
  return {
    add: (piece) => {
      if (pieces.push(piece) < piecesMax) return;
      joined.push(pieces.join(''));
      pieces = [];
    },
    text: () => joined.join('') + pieces.join(''),
  };
};
