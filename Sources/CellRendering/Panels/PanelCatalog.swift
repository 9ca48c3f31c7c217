/// Every panel there is, from top to bottom.
///
/// Adding one: its file, and its line here.
let panelCatalog: [any Panel] = [
  SchedulePanel(), MethodPanel(), TrainingPanel(), TruthPanel(), ProbePanel(),
  MeterPanel(), RulePanel(),
]
