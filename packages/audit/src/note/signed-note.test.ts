import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyRoot } from '../merkle/hash.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { formatSigningKey, parseSigningKey, parseVerifierKey } from './note-key.ts';
import { openNote, signNote } from './signed-note.ts';

// The example keys and note of golang.org/x/mod/sumdb/note.
const signingKey = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const verifierKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

const signer = parseSigningKey(signingKey);
const verifier = parseVerifierKey(verifierKey);
const stranger = parseSigningKey(formatSigningKey('stranger.example', Buffer.alloc(32, 7)));

describe('a signed note', () => {
  test('is byte for byte what the Go reference signs, and opens with its key', () => {
    expect(signer.verifierKey).toBe(verifierKey);
    expect(signNote(text, signer)).toBe(note);
    expect(openNote(note, verifier)).toEqual({ ok: true, value: text });
  });

  test('does not open when any character of text or signature was changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: note.length - 1 }), fc.constantFrom('A', 'b', '7'), (at, character) => {
        if (note[at] === character) return;
        expect(openNote(note.slice(0, at) + character + note.slice(at + 1), verifier).ok).toBe(false);
      }),
    );
  });

  test('is accepted beside signatures of strangers, and not by theirs alone', () => {
    const strange = signNote(text, stranger);
    expect(openNote(strange, verifier)).toEqual({ ok: false, error: 'unknown_key' });
    const line = strange.slice(strange.lastIndexOf('\n\n') + 2);
    expect(openNote(note + line, verifier).ok).toBe(true);
  });

  test('without end, border or with control characters is malformed', () => {
    for (const broken of ['', 'text', note.slice(0, -1), note.replace('\n\n', '\n'), note.replace('If', 'I\tf')]) {
      expect(openNote(broken, verifier)).toEqual({ ok: false, error: 'malformed' });
    }
    expect(() => signNote('no newline', signer)).toThrow('newline');
  });
});

describe('a key', () => {
  test('of another name has another id and does not parse under the old one', () => {
    expect(() => parseVerifierKey(verifierKey.replace('PeterNeumann', 'Peter'))).toThrow('public key is malformed');
    expect(() => parseVerifierKey('nonsense')).toThrow('public key is malformed');
    expect(() => parseSigningKey(verifierKey)).toThrow('signing key is malformed');
  });

  test('is never in the message that refuses it', () => {
    const broken = signingKey.replace('c74f20a3', '00000000');
    expect(() => parseSigningKey(broken)).toThrow(/^(?!.*AYEK)/);
  });

  test('name has no spaces and no plus', () => {
    expect(() => formatSigningKey('a b', Buffer.alloc(32))).toThrow('no spaces');
    expect(() => formatSigningKey('a+b', Buffer.alloc(32))).toThrow('no spaces');
  });
});

describe('a checkpoint', () => {
  const checkpoint = { origin: 'switchyard.example/audit/1', size: 20_852_163, root: emptyRoot };

  test('is origin, size and root in three lines, and reads back', () => {
    expect(formatCheckpoint(checkpoint)).toBe(
      'switchyard.example/audit/1\n20852163\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
    );
    expect(openCheckpoint(signCheckpoint(checkpoint, signer), verifier)).toEqual({ ok: true, value: checkpoint });
  });

  test('with leading zeroes, a short root or empty lines is none', () => {
    const good = formatCheckpoint(checkpoint);
    expect(parseCheckpoint(`${good}an extension\n`)).toEqual(checkpoint);
    for (const bad of [
      good.replace('\n2', '\n02'),
      good.replace('47DE', ''),
      `${good}\n`,
      'a\n1\n',
      good.slice(0, -1),
    ]) {
      expect(parseCheckpoint(bad)).toBeNull();
    }
  });
});
