'use client';

import type { AuditFilter } from '@switchyard/application';
import { Button, DropdownMenu, toast } from '@switchyard/ui';
import { Download, FileJson, FileSpreadsheet } from 'lucide-react';
import { useRef } from 'react';

/** Files of what the filters leave. Sent as a form, because an export is recorded and streams into the browser's downloads. */
export const ExportMenu = ({ filter, isNarrowed }: { filter: AuditFilter; isNarrowed: boolean }) => {
  const form = useRef<HTMLFormElement>(null);
  const format = useRef<HTMLInputElement>(null);
  const send = (value: string) => {
    if (!form.current || !format.current) return;
    format.current.value = value;
    form.current.requestSubmit();
    toast.note('The export is being written', { description: 'It is recorded in the trail itself.' });
  };
  return (
    <>
      <form ref={form} method="post" action="/api/audit/export" className="hidden">
        <input ref={format} type="hidden" name="format" defaultValue="jsonl" />
        {Object.entries(filter).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
      </form>
      <DropdownMenu
        trigger={
          <Button>
            <Download aria-hidden />
            Export
          </Button>
        }
        groups={[
          [
            {
              label: isNarrowed ? 'JSONL, what is filtered (not provable)' : 'JSONL, verifies offline',
              icon: FileJson,
              onSelect: () => send('jsonl'),
            },
            { label: 'CSV, for spreadsheets', icon: FileSpreadsheet, onSelect: () => send('csv') },
          ],
        ]}
      />
    </>
  );
};
