export { demoDocuments, demoMessages } from './demo-documents.ts';
export { demoPassword, demoPeople } from './demo-people.ts';
export { vendorsCsv, vendorsSource } from './demo-sources.ts';
export { extractReceiptTask, triageIntents, triageMessageTask } from './demo-tasks.ts';
export { seedAgentDemo } from './seed-agent-demo.ts';
export { demoWorkflowSlugs, invoiceWorkflowSlug, seedDemo, triageWorkflowSlug } from './seed-demo.ts';
export { findDemoActor } from './seed-people.ts';
