/// Screens as they must look, made from `SampleFrames` and looked at.
enum GoldenFrames {
  /// Every part, at 120×40.
  static let main120x40 = #"""
     diffviz  Eight Gaussians                 reverse SDE · learned score        ▶ playing   step  84/200    60 fps   ● REC

                               ▅             ▁             ▇▁                             schedule ────────────── geometric
         p(x)             ▁▂▄▄▅▄▄▃▁  ▂  ▂ ▁▂▂▂▂▁   ▂   ▁▃▄▄▅▄▄▂▁                  p(y)        │⠉⠒⠒⠤⠤⣀⡀
                 ▂▁▁▂▃▄▅▆▄▇▇████████▇▆▅▆▇█▅▄██▇▅▆▃▃▆▆▃█▅██████▃█▆▅▅▄▃▃▁▁  ▁                  1│┈┈┈┈┈┈⠈⠉⠑⠒⠢●⣀⣀┈┈┈┈┈┈┈┈┈┈┈┈┈┈
        │        ⡀     ⢀    ⡀⠈⡄    ⢀ ⢀⠤⠒  ⢠▀▀⠂⡀▀ ⢀⠒⠢⡀  ⢀     ⡀     ⢀              ▏           │              ⠉⠉⠒⠢⠤⢄⣀⡀
        │ ⠈⠒⠤⡀⢀  ⠈⠢⢄⢀   ⠣⡀ ⠂  ⢱   ⢀⡠⠣⣀▀▀ ⢀⢸⢀ ⡀ ⠄⡠⠃▀▀⠈⢀⡠⠃    ⢰⠁   ⡀⡔⠁  ⢀ ⡠⠔⠊       ▍       0.01│┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈⠈⠉⠒⠒⠤⠤⣀
       4┤    ⠘⠛    ⠐⠛    ⢀⠁⡠⠤⠒⠢⠏⠉⠉⠁ ⠐⠛  ⢠⡠⠙⠁⠄⠐⠉⠑⠂⡀ ⠈ ⠘⠓ ⠉⠉⠉⠈⠮⠂⢤⣀ ⠛⠂   ⠘⠛          ▊           └───────────┴────────────────
        │               ⡠⠄⠁▀▀▀         ⡰⠈ ⠂ ⠁⠐⢈ ⠈⡀⢢   ⢀     ▀▀▀ ⠙⠢⡀               █▍      step 0         84             200
        │ ⠈⠑⠒⠤⢔⡄⠈⠑⠢⠤⣆ ⠐⠢⢄⠄⡀  E[x₀|x]⠸◎⠜▀⠠ ⡣⡠  ⠁⢠⡠⡀▀⢀⣀⢀⢸⢀⣀⣀⠈⢀⢠⠃  ▀⣔⠤⠒⠉ ⣔⡠⠤⠔⠒       █▌▎     σ  0.823      t 0.259     α 0.772
        │     ⠉    ⠈⠁⡰⠁⠠ ⠂⠁⡠⠒⠠⠉⠃  ▀⠈⠉⢱⡄⠐ ⢈⠈⠁   ⠈⠉⠂ ⠁▀⠈⠙⠁   ⠁⠋⠁⢢  ⠈⠁⠈⢢ ⠈⠁          █▋█▏
        │           ⢠⠃   ⠐⡜ ⠁⡀⣀⠠⠂⡀    ⢣⡀ ⠄ ▀⠁⡈⠈ ⡈ ⠄⢀⠨⠐⠄ ▀▀⢀⠈⢂  ⢳⠂   ⠘⡄            ███▊▎   training ────────── 12 400/20 000
        │ ⠒⠤⢄⣀⡄ ⠠⠤⠤⠬⡦ ⠠⠤⠔⢛⢁ ⢀⢀⡰⡤⠈⢐⠈⠠⡮⠤⠈⢆▀▀⡪⠣ ⡀ ⠠⢏⠂▀⠁⠌⠒⠤⣆⠠⣂ ⢀⠦⠔ ⠐⡇⢴⠥⠤⠤⠄⠠⡮⠤⠤⠤⠄      ████▉   1.46│⠙⢆⡀               loss 0.741
       2┤    ⠐⠉    ⠈⡇    ⢸⠈⠠ ⠐ ⠁ ⠚▀⠌⠈ ⠁⠈⢆⠉⠁⠒⠒⠒⠐⠒⠈⠉⠢⡀⠂ ⠈⠁⠑   ⠉⠊ ⢀⡇ ⠁  ⢸ ⠈          ██▉▌    0.71│⡀⢀⠉⠓⠲⠦⠤⠤⠤⠤⠤⠤⢤⠤⠤⣤ floor 0.710
        │  ⡀       ⡰⠁    ⠄⠠ ⠈ ⠄▀▀⠂⠘⠐▀⠂⠁ ⠘⡄⡀ ⠄⠈   ⢀ ⡠⠢⡀   ▀⢠⠂⠈  ⢀⠇    ⠈⢢           ██▋     ━━━━━━───  62 %  9.1k/s  ETA  1 s
        │  ⠈⠑⢄⡄  ⠑⠢⣠⡀  ⠤⢄⣆⠃ ⠈⠠⢺⠈⠐⠂⠠⠸⡀⡀⡀⠠▀◆⠈x⠄   ⢨⠃⠃  ⠈⡨⠻ ⠐ ⠠⢏⠂⠄⠐⣄⢠⣀⠤⠂▀⠈⣄⡠⠒⠁       ██▏
        │    ⠐⠉ ⢠⠃ ⠊⠁ ⡀⡠⠈⠁▀   ⠘▀⢀⠔⠁  ⠈▀⠂⢀⠔⠘⠉⠉⠉⠉⠙⠁⡀ ⢀ ⠈ ⠈⠢⡀▀ ⠈⡀ ▀⠠⠈⠉⡀   ⠉⠁⣄        ▊▊      truth ──────────── law at t 0.259
        │      ⢠⠃    ⡰⠁ ⢁   ⠐ ⠈⠂⡇     ⢀⠔⠁        ⡀⠢⡀     ⠐ ⠄⠈    ⠁ ⠈⠈    ⠘⡄       █▊▎     SW2 0.097  floor 0.073  z  +1.5
        │ ⠐⠢⠤⠤⣆⡎ ⠤⠤⣐⡄⠂  ▀ ⡀ ▀⣔⡠⠤⢸  ⢴⠥⣀⣀  ⠟⠥⡀   ⣀⠤⠺⠃⢸⠠⠤⠤⢵⠄⡎⠠⠐⠤⢆⠐ ⠅⢀⠦⠔⢀⡀ ⣔⠤⠔⠂       ██▎     by step  ▅▅▆▆▆▅▆▆▇▆▆▇▇▆▇▇█▇▇███▇█
       0┤    ⠈⠁⡇   ⠉⡇ ⠠ ⡀ ⢄⠁⡀⠈⠁⠂⢸   ⠁ ⡇    ⠈⠂ ⠈    ⢸   ⠁⢠⡇ ⣌⠈⠁ ⠆⠄ ⠉⠄ ⠂ ⠈⠁ ⢀       ███▎▌
        │      ⣇ ⡀ ⡀⢣   ▀  ⠂▀ ⠈⡀⢀     ⣇    ⢀       ⢸     ⣇⠂⡀ ▀⠠  ⠃⠄  ⡸    ⢸       ██▎     mode weights   ▇ particles  ▇ law
        │ ⢀⡠⠤⠬⡗⠸⡀⡠⠤⠪⠃⠢⡀⠐⡝⠆   ⠐⡟⠤⠄  ⡠⡠⠤⠂⠢⡀⡀⡠⠃   ⠈⠢⡀⡀⠃ ⠐⠢⢔⡄⢸ ⠠⡪⠣ ⠂  ⠟⡅⡔⠁ ⢞⠥⢄⡀       ██▎     ▅▅  ▅▅  ▄▅  ▅▅  ▅▅  ▇▅  ▅▅  ▅▅
        │       ⠸⡀    ⠂⠠⠁⡀▀⠡   ⠒⠈⠢⡀⠉⠂ ▀ ⠈⠑⠉⣀⣀⣀⣀⣀⠴⠚⠃▀   ⠉⡠⠊⠄⠈⠁⢠ ⠂▀⡠⠂⠈    ⢀⠎        █▊▏     1   2   3   4   5   6   7   8
        │    ⢀⣀  ⠈⢢ ▀    ⠸⡀⠈  ⢀   ⠈⠢⡀ ⠂ ▀▀⢀    ⠐⢀▀ ⠐ ⢀⠠⠄⢀    ⡀ ⢀⠄⠂   ▀ ⡠⠊         █▋
        │  ⣀⠤⠊⠙  ⢀⡠⠛⠇  ⠠⠤⢵⠄⠈⠐⠠⣸⡠⢀⠉⡄⢠⡠⠊⡀  ⢀⢸⢀ ⢀  ⠘⣄ ⢀⡔⢀⢑⣴⠄⢄▀⠠⢧⠒ ⠘⡄⢞⠥⢄⡀ ⡜⠟⠣⣀        ██▋██▋  score error by σ        now 0.071
      −2┤ ⠈      ⠁  ⡇  ⠈ ⠁  ⠍⡀⠈⠌⠐⠠▀⠈⠉⢀⠈⠢⡀⣀⠙⠁⠐⠁⠤⢤⠉⠃⡠⠊  ⠁⠄ ⢀⠁⠇⠈⠐  ⡇  ⢀ ⢸    ⠁       ███▌         ▁▁▁  ▂▂▂  ▇▇▇  ▄▄▄
        │          ⢀⢣    ⡀⠄ ⡂⠡⠉  ⡀ ⠠⠂⢀ ⡀▀⠈⢀ ⢄⢀ ⡀▀⡐▀ ⠐ ⠐ ⢠⢀⠄⡀⡀   ⡇ ⡀  ⡸            ████▌   10   3    1    0.3  0.1  0.03
        │  ⢀⣀⠤⢝⠆⢀⡠⠤⠒⠏⡀ ⢀⠤⠺⠃   ⡺⠣⢥⠁⠡⠠⡴⣀  ⡀⠈⣆⡠⢀⠢▀⢠⡠⠔ ⠁  ⢊⠧▀⠁▀⠸⠫⡀ ⠠⠁⠫⠢⠤⡀⠇⠐⡯⠤⠤⣀       ███▊▎
        │ ⠈⠁         ⢳ ▀  ⠈⠒⢀⣀ ⢀  ⠐⢀⠁▀▀⠊  ⠈⠁ ⠠ ⠈⠉ ⡀▀⠐⢀⠈▀ ⠄⠄⠐⢀⠈⠔⠁  ▀ ⡜             ██▍▏    probe ───────────── log p  −6.094
        │    ⢀     ⢀⣀ ⠳⡀⢀⣀    ⠂⡀⠉⠉⠉⠄⠐⠙⢢⠁⠂ ▀ ⡀⠈⠁▀  ▀⡠⠈⠁⡀⠉⠉⠉⠉⠉⡀   ▀⣀⡀⠜   ⢀          █▊▎     x               −0.550      1.350
        │  ⢀⠤⠔⠏   ⡠⠔⠙  ⠈⡔⠙⡀▀▀▀⢹⠑   ⢀⠬⠻⠈⠢⠊⠈⡨⡕ ⠰⡁⠸⠫⢄⠠⠁ ⠐⠙⡅   ⠐⠙⡅▀ ⣀⠋⢆   ⠈⠗⠤⡀        █▍      E[x₀|x]         −1.300      3.222
      −4┤ ⠈⠁     ⠊     ⠊  ⠈⠒⠒⠤⠃⣀⣀⣀⡀⠁▀   ⠐⠈⢤⣀⣀⣀⣀⡠⠔⠉   ▀ ⠈⢀⣀⣀⡠⠤⠑⠒⠉   ⠑     ⠈⠑       ▋       s.d. of x₀|x     1.000      1.000
        │                         ⠈⠒⠢⡀▀▀   ⢀ ⠂    ▀▀ ⡠⠒⠉                          ▍       s exact         −1.124      2.818
        │                            ⠈⠒⢄  ▀▀▀▀▀▀  ⡠⠔⠊                             ▏       s learned ▸     −1.035      2.746
        └───────────┬───────────┬────────────┬───────────┬───────────┬───────────
                   −4          −2            0           2           4                    meters ───── 84 score evaluations
         density 0                  0.043    ⠶⣶⣿⣿ 1…8 a cell    ⠒⢲⡗ field    ◆┈◎ probe    step size  42 % of limit ──●───━━
                                                                                          error ≤         0.4 nats ▓▓▓▓▓▓░░
     data t 0 ────────────────────────────────────◀━━━━━━━━━━━━━━━━━━━━━━━━━━ t 3 noise   ▓ score 0.31  ░ steps 0.088
     space play  . , step  [ ] σ  m method  e score  v field  d density  | compare  t train  r record  ? help  q quit
    """#

  /// Two Gaussians, folded to 80×24.
  static let folded80x24 = #"""
     diffviz  Two Gaussians  reverse SDE · learned score           ▶  78/200  ● REC
       │  ⡀     ⢄     ⠠⡀                ⢀⠠ ⠂⠂ ▀⡀▀    ⠠▀▀ ⠒⢄                   ▍
      4┤  ⠈⠢⢄⢀   ⠣⡀    ⠣⡀  ⠐⠢⠤⠤⣆ ⠐⠢⢄⡠⡀   ⠱⣠ ▀ ⢀⡱⡠⠈⠳⠉⣀⣄⠎  ⠠⣔⠤⠔⠂  ⣠⡠⠒⠁  ⣄⠤⠒⠁    █▏
       │    ⠐⠛    ⠵⠇   ⠐⠧⠃    ⠈⠁    ⠊⠁  ⡰⠈⠉ ⠐ ⢪⠈⠁⡠⠅⢁⢄⠉⠁⢢ ⠣⠈⠁⠸⡀  ⠉⠂   ⠈⠑       ██▎
       │  ⡀     ⢀     ⠠⡀    ⢀          ⢠⠃⠐⢀⠂⠑⠢⢠⣏⡯⢞⢝⣢⠯⡣ ⠒⠔⠄  ⠄⢸                ███▋▊
       │  ⠈⠢⢄⢀   ⠣⡀    ⠱⡀⡀   ⠣⡀⡀ ⠠⠤⠤⢵⠄ ⢸⠤⠤⣐⡄⠁⠎⠁⣒⡤⣲⢯⢘⠿⣋⣃⢁⡢⡄⡤⠦⣀⡀⡀ ⢴⠥⠤⠤ ⠠⡮⠤⠒⠒    ████▌
      2┤    ⠐⠛    ⠼⠇   ⠈⠑⠁   ⠈⠑⠁    ⠁  ⢸ ▀⠉ ⡀⠠⠂⠄⠐⡀⡱⣪⡾⡄⢔⡃⠄⠠⠈  ⢰⠁  ⠁    ⠈       ███▊▎
       │        ⢀     ⡀             ⡀  ⠈⡆⡀⠐⢀⠦⠰⠃⢑⠜⡁⠈⠠⠁⠝⠉⠈⡎  ▀ ⡸                ███▎
       │ ⠈⠑⠤⢄⡄   ⠑⡄⡀  ⠈⢆⢀    ⢣⢀   ⢀⢀⢇   ⠂⣀⢭⠆  ⠰⢈⠿⣀⠒⠲⠠⠂⡂⢲ ⢀⠐⡭⣀⠁  ⢞⠥⢄⡀ ⠐⡯⠤⠤⣀    █▋
       │    ⠐⠉    ⠚⠃   ⠐⠛    ⠉⠃⣀⡠⠤⠤⠙⠁⣀⢀⠁⠈⠈⠢⡀▀▀ ⠁ ⢁⠐  ⠈⡀ ▀⠈⠁⠔⠁⠁                ▌
      0┤                    ⡠⠔⠉   ⠑   E[x₀|x]⣀◎ ⡀▀▀▀▀⡀⠠⢀⡠⠒⢀           ⢀       ▌
       │ ⠐⠢⠤⠤⣆  ⠒⠤⠤⣆  ⠉⠢⠴⡄⢠⠊ ⡣⡠⠤  ⠠⡠⡃▀⠠⠠⢠⡠⠔   ⡎⢉⠗⠄⠁⠒⠐⢹⠐⠁  ⠃⢫    ⠟⠣⣀  ⠈⠗⠤⢄     ▋
       │    ⠈⠁    ⠈⠁    ⠉⢠⡀ ⠑⠈⠁  ⡀⢀⠉⢄  ⠂⠈⠉⢳   ◆⠘x    ⡀⠁     ⠁      ⠁     ⠉    ▊
       │                 ⡇ ⠈⠐⠐⢂⠄⢄ ⠐ ⢈⠂ ⢢⠁⢀⠘⡄ ⡀      ⠄⡤⡀   ⣠⢄    ⣀⡀   ⢀⣀       █▏
     −2┤ ⠐⠒⠢⠬⡦ ⠠⠤⠤⠬⡦  ⣀⠤⢝⠆ ⠅⢀⠬⡕⠔⠩⠉⠈⠈⡀⠄⠂ ⢴⠕⠈⡇⠠ ⠄⠠⠤⠐ ⠁⠈⢱    ⠁⢣    ⠋⠢⡀  ⠘⠑⠤⡀     █▌
       │    ⠈     ⠈      ⢳  ⠈⠐   ⠐⠠⠄⠐    ⠁⢸           ⠇     ⠃     ⠈⠂    ⠈⠂    ▌
       │                 ⠈⠠⡀ ⠐⡈  ⢘⠈ ⢀ ⡀  ⢠⠃ ⠂             ⡠⣄    ⣤⠄    ⣤⠄      ▋
       │ ⠠⠤⠤⠚⡗  ⣀⠤⠬⡗   ⡠⠝⠇ ⠈⠢⡺⠣ ▀▀▀⢊⠧  ⣀⠸⠫⡀   ⢞⠥⣀  ⠐⡯⢄⡀   ⠁⠣⡀   ⠁⠣⡀   ⠁⠱⡀     ▎
     −4┤              ⠈     ⠐⠁⠒⠒⠤⠤⠤⠘⠤⠒⠉   ⠈      ⠉    ⠈⠁    ⠣     ⠑⠄    ⠈⠂    ▏
       └──┬───────┬───────┬───────┬───────┬───────┬───────┬───────┬───────┬──
         −8      −6      −4      −2       0       2       4       6       8
     σ  1.034  t 0.363  0 ────◀━━ 3  log p  −7.38  s exact −0.34  1.66  mode 2 0.63
     SW2 0.097 floor 0.073 z +1.5                E[x₀|x]  1.04 −0.35  s −0.39  1.80
     space play  . , step  [ ] σ  m method  e score  v field  ? help  q quit
    """#

  /// The same in ASCII.
  static let ascii80x24 = #"""
     diffviz  Two Gaussians  reverse SDE, learned score            >  78/200  o REC
       |                                 . .   :     .                        |
      4+   \     \     \     ->    \      .   .  .+: :;  .<-     /     /      |
       |    v     v     v           v     . . +:;:;;:; + ;      v     v       =|
       |                                 ...:;:xx+xx++ :+.  .                 ===|=
       |   \     \     \     \     ->     . .;:+;+x+x++:+;..:   <-    <-      ===|=
      2+    v     v     v     v           . "".";"+xx:;+:..                   ===|
       |                                 "".;::+;:"".+::+                     ==|
       |   \     \     \     \     |    "     :+  ;;;".+ ..     <-    <-      =|
       |    v     v     v     v    v  ""       : :.  ""  ..                   |
      0+                          :   E[x0|x] O^     ."   ^     ^     ^       |
       |   ->    ->    \       :   ;  ". /    '| ..   "    \     \     \      |
       |                v . :;.  .. :  "v     X x    ""                       |
       |                   ...:.: . :. ;""   .      "^    ^     ^     ^       |
     -2+   ->    ->    ->  : .::;;..:.. <-" " "" " " |     \     \     \      |=
       |                    ..   ...:                                         |
       |                ^ .  .:  ;. . . ^   . ^           ^     ^     ^       |
       |   ->    ->    /            .    \     \    <-     \     \     \      |
     -4+                    .      .                                          |
       +--+-------+-------+-------+-------+-------+-------+-------+-------+--
         -8      -6      -4      -2       0       2       4       6       8
     sigma  1.034  t 0.363           log p  -7.38  s exact -0.34  1.66  mode 2 0.63
     SW2 0.097 floor 0.073 z +1.5                E[x0|x]  1.04 -0.35  s -0.39  1.80
     space play  . , step  [ ] sigma  m method  e score  v field  ? help  q quit
    """#

  /// The method picker at 80×24.
  static let menu80x24 = #"""
     diffviz  Two Gaussians  reverse SDE · learned score           ▶  78/200  ● REC
    ╭─ method ──────────────────────────────────────────────────────── 40 methods ─╮
    │                                                                              │
    │  filter  ▏type to narrow                                                     │
    │                                                                              │
    │  reverse SDE                           │  predictor-corrector                │
    │    reverse-sde                         │  a reverse step, then n Langevin    │
    │    exponential-integrator linear exact │  steps at the same level            │
    │    ancestral              DDPM         │  Δ = σᵢ² − σᵢ₊₁²                    │
    │    exact-kernel                        │  x ← x + Δ s(x, σᵢ) + √Δ z          │
    │    ve-reverse-diffusion   in σ         │  x ← x + τ s(x, σᵢ₊₁) + √(2τ) z     │
    │    ve-ancestral           in σ         │  τ = 2 (r |z| / |s|)² n times       │
    │  ▸ predictor-corrector                 │  parameters                         │
    │                                        │  levels            200  10 … 2000   │
    │  probability flow                      │  corrections n       1  0 … 10      │
    │    probability-flow       Euler        │  noise ratio r    0.16  0.01 … 0.5  │
    │    probability-flow-heun  second order │  known to get wrong                 │
    │    ddim                   implicit     │  a large r over-disperses the       │
    │                                        │  modes; the step is shared by the   │
    │    ▾ 13 more                           │  …                                  │
    │                                                                              │
    │  ↑↓ choose   enter start here, now   tab parameters   i about   esc back     │
    ╰──────────────────────────────────────────────────────────────────────────────╯
     space play  . , step  [ ] σ  m method  e score  v field  ? help  q quit
    """#

  /// What each cell of 60×16 means, by `roleLetter`.
  static let roles60x16 = #"""
    _BBBBBBB____BBBBBBB_BBB_d_NNNNNNN_NNNNN________B__ttdddd__A_
      dd n      n     n         2c~12s221cc               h
       r  nnnn   nnn   nnn  nnnn12s4444snnnn  nnnn nnnnn  hhh
      dd    nn    nn   nnn    nc1144444s4n2c  nn   nn     hhhhh
       r        n     n      ncpspp4p4pss1cc              hhhh
       r nnnnnn nnnn   nn ccnnpcc~1s2spsnnn  nnnnn nnnn   hh
      dd     n    nn   nncppppppp1pc1c1pcc             n  h
       r               12s1122ppc p p p  n    nn   nn     h
     ddd nnnnnn nnnn  nnn2ss2211p1ppnp  nnn   nnn   nnnn  hh
       r     n    n    1c2~2211cc1        n      n     n  h
     ddd                1cc~1ccc                          h
       rrrdrrrrrrrrrrdrrrrrrrrrrdrrrrrrrrrrdrrrrrrrrrrdrr
         ddd        dd          d          d          dd
     d  BBBBB  d ttttt  d rrrrrrrrrrrrsssssssss d  ddd d  ttttt
     ddd BBBBB ddddd EEEEE d tttt           ppppppp  tttt ttttt
    _BBBBB_dddd__B_B_dddd__B_B_d__B_dddddd__B_dddd__B_dddd______
    """#
}
