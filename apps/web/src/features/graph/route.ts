export interface RoutePoint {
  readonly x: number;
  readonly y: number;
}
export type Route = readonly RoutePoint[];

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
