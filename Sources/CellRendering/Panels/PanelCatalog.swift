/// Every panel there is, from top to bottom.
///
/// Adding one: its file, and its line here.
let panelCatalog: [any Panel] = [
  SchedulePanel(), TrainingPanel(), TruthPanel(), ProbePanel(),
]
