export * from './faults.ts';
export * from './gold-answers.ts';
export * from './lab-simulator.env.ts';
export * from './simulated-models.ts';
export * from './simulated-supplier-specs.ts';
export * from './start-lab-simulator.ts';
