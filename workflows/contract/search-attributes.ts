export const SEARCH_ATTRIBUTES = [
  'BedplateKind',
  'BedplateNamespace',
  'BedplateName',
  'BedplateRack',
  'BedplatePool',
  'BedplatePhase',
] as const;
